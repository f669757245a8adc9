/**
 * Tests of applications that replace parts of them by mocks.
 */
@NullMarked
package io.github.rocketmqhttp.test.mocks;

import org.jspecify.annotations.NullMarked;
