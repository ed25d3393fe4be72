/** The poison score: how much one training step on a token would raise the downstream loss, for every token that may come next. */
package io.antidistill.derivative;
