/**
 * Antidistillation sampling on plain arrays: the nucleus, the tilt by the poison score, and the keyed draw.
 *
 * <p>Nothing here knows tensors or models. Start with {@link io.antidistill.sampling.AntidistillationSampler}.
 */
package io.antidistill.sampling;
