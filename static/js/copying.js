import "./copy-queue.js";
import "./copy-button.js";
import "./collect.js";
