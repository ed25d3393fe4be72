/** Where in an answer the tilt may act, and how far: spans, structured output, budgets. Pure state machines over the answer's text and draws. */
package io.antidistill.guard;
