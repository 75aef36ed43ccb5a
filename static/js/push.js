import "./http.js";
import "./push-here.js";
