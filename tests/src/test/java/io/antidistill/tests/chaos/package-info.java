/**
 * The fault suite: real processes, killed and starved in every way that an operator will meet, and a judge that counts what customers see.
 *
 * <p>{@link io.antidistill.tests.chaos.FaultCases} is the list, {@link io.antidistill.tests.chaos.Ledger} the judge.
 */
package io.antidistill.tests.chaos;
