/** Tests of the whole system, with real brokers and with clients in other languages. */
package io.antidistill.tests;
