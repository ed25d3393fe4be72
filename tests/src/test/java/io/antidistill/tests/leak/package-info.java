/** What customers can tell about λ from what they see besides the words of an answer. */
package io.antidistill.tests.leak;
