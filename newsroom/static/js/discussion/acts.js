// What acts on a press, together: a discussion that somebody turns to.

import "./counter.js";
import "./kept.js";
import "./lost.js";
import "./place.js";
import "./recommend.js";
import "./report.js";
import "./unfold.js";
import { htmx } from "./htmx.js";

htmx().catch(() => {});
