/** How commands speak to the person at the terminal: failures in one line, progress. */
package io.antidistill.cli.console;
