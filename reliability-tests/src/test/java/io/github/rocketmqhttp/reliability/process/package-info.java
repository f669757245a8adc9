/**
 * Starts instances of an application as processes that may be killed.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.process;

import org.jspecify.annotations.NullMarked;
