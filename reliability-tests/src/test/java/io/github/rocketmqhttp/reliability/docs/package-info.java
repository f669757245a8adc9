/**
 * Holds the documents true: runs the programs that they show, and compares what they
 * quote with the code.
 */
@NullMarked
package io.github.rocketmqhttp.reliability.docs;

import org.jspecify.annotations.NullMarked;
