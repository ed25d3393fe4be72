/**
 * Training of student models: AdamW with a cosine schedule, all weights or a low-rank adapter, the prompt masked; and how the shipped tiny
 * models are made. Knows nothing of Kafka.
 */
package io.antidistill.student;
