/** Models from the Hugging Face hub, through the cache that Python's huggingface_hub uses too. */
package io.antidistill.hub;
