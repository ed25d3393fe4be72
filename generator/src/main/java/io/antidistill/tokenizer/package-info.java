/** Text to tokens and back, and chat messages to text, as a Hugging Face model directory describes them. */
package io.antidistill.tokenizer;
