/**
 * Lets programs of the vendor's SDK and applications with our starter talk to each other.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.interop;

import org.jspecify.annotations.NullMarked;
