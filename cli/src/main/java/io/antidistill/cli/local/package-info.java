/**
 * A Kafka broker and a schema registry inside this process, for trying the system out without installing anything. They
 * are the real things at the smallest size: one node, on the loopback interface only, without access rules.
 */
package io.antidistill.cli.local;
