/** The models that the commands and the embedded system load together. */
package io.antidistill.cli.models;
