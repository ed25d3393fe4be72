package io.antidistill.monitor;

import java.time.Instant;

/** A graded answer to a prompt with a known answer, sampled as customers' prompts are. */
record Canary(boolean right, Instant handedOverAt) {}
