/**
 * The inbox as a table in the database of the business.
 */
@NullMarked
package io.github.rocketmqhttp.listener.jdbc;

import org.jspecify.annotations.NullMarked;
