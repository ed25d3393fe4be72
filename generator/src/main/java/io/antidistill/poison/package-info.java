/** The poison direction: the gradient of the downstream loss at the proxy's weights, made once from clean traces and kept in a file. */
package io.antidistill.poison;
