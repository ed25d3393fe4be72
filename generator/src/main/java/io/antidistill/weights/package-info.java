/** Model files: Hugging Face's config.json and safetensors, read with validation and written. */
package io.antidistill.weights;
