/** What the commands need of a Kafka cluster: its address, its topics, and plain ways to read and write them. */
package io.antidistill.cli.cluster;
