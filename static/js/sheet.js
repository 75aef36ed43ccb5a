/* The week's sheet and what is to be confirmed: moving by keyboard, lines to add, a running sum */
import "./time-sheet.js";
import "./sheet-sum.js";
