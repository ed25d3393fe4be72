/**
 * How suspicious a client's use is: what is counted about it, what that amounts to, and whose word on {@code client-risk}
 * applies. Pure but for the memory handed in; begin with {@code Scorer} and {@code RiskScore}.
 */
package io.antidistill.streams.extraction;
