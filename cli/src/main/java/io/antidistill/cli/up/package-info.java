/** The whole system in one process: data directory, prompt feeder, what the terminal shows, the summary. */
package io.antidistill.cli.up;
