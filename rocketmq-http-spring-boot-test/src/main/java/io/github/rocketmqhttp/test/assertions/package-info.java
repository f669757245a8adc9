/**
 * AssertJ assertions about what a broker holds, with failures that say what it holds
 * instead.
 */
@NullMarked
package io.github.rocketmqhttp.test.assertions;

import org.jspecify.annotations.NullMarked;
