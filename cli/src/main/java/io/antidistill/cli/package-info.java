/** The {@code antidistill} command: one class per subcommand, and what they share. */
package io.antidistill.cli;
