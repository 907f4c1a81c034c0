// What every page has: dates and numbers in the reader's own manner, and the message when a request fails.
import "./local-values.js";
import "./gait-form.js";
