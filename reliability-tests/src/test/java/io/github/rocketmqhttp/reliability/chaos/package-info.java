/**
 * Runs two instances through random failures and deaths, and compares what was committed
 * with what was delivered.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.chaos;

import org.jspecify.annotations.NullMarked;
