import "./kept-form.js";
import "./ask-form.js";
import "./thread-live.js";
import "./answer-form.js";
import "./queue-list.js";
