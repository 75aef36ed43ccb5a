import "./active-minutes.js";
