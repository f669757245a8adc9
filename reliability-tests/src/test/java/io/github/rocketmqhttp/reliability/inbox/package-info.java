/**
 * Runs two instances with an inbox through duplicates, failures and deaths, and counts
 * what every message has done.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.inbox;

import org.jspecify.annotations.NullMarked;
