import "./print-button.js";
import "./reply-desk.js";
