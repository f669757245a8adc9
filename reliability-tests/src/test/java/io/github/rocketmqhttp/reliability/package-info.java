/**
 * Runs the promises about transactions against real databases, deaths and failures.
 */
@NullMarked
package io.github.rocketmqhttp.reliability;

import org.jspecify.annotations.NullMarked;
