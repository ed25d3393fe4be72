/**
 * The decoder: one TorchScript text ({@code decoder.ts.py}) for training, cached decoding, forward-mode derivatives and LoRA, and the Java
 * that owns its tensors.
 */
package io.antidistill.model;
