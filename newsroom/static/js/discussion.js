// What a discussion can do in place. Without this, every link and form of it leads to a page of its own.

import "./discussion/counter.js";
import "./discussion/kept.js";
import "./discussion/news.js";
import "./discussion/place.js";
import "./discussion/recommend.js";
import "./discussion/report.js";
