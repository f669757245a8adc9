/**
 * The vendor's Java SDK on one side and this starter on the other.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.interop;

import org.jspecify.annotations.NullMarked;
