/**
 * Arithmetic word problems: a task small enough for the shipped models and whose answers can be graded. It writes problems and worked
 * traces in many phrasings, keeps its splits apart, and reads answers back out of text.
 */
package io.antidistill.task;
