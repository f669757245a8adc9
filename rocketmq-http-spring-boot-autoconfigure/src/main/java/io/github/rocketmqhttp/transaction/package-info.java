/**
 * Binds half messages to local transactions and answers the broker's back-checks.
 */
@NullMarked
package io.github.rocketmqhttp.transaction;

import org.jspecify.annotations.NullMarked;
