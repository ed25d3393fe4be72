/**
 * What a thief would learn from emitted traces: probe students, their references, the attacks, and the one figure that
 * is controlled.
 *
 * <p>Start at {@link io.antidistill.probe.ProbeRound}. Whether a student is trained by LoRA on this machine or otherwise
 * is behind {@link io.antidistill.probe.Students}; how the thief treats what he has is behind {@link
 * io.antidistill.probe.Attack}. Nothing here knows of topics.
 */
package io.antidistill.probe;
