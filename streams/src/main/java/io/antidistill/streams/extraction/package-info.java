/** How suspicious a client's use is: the verdicts on {@code client-risk} and when they lapse. */
package io.antidistill.streams.extraction;
