/**
 * What crosses the wire: documents, properties, signatures, limits and error codes. Knows
 * no HTTP library and serves client and broker alike.
 */
@NullMarked
package io.github.rocketmqhttp.protocol;

import org.jspecify.annotations.NullMarked;
