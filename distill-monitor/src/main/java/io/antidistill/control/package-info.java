/**
 * The controller of lambda: a pure function from what was measured to what is commanded.
 *
 * <p>{@link io.antidistill.control.Controller} holds the law; everything else here is data. Nothing in this package
 * knows of topics, models or clocks, so the law is tested on simulated plants.
 */
package io.antidistill.control;
