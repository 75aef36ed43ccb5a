import "./markdown-editor.js";
import "./draft-keeper.js";
import "./tag-input.js";
