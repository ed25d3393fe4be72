/** Figures that commands draw. */
package io.antidistill.cli.figures;
