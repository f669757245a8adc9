/**
 * Gives a test a fresh, empty database inside a real server that the test run starts
 * itself.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.database;

import org.jspecify.annotations.NullMarked;
