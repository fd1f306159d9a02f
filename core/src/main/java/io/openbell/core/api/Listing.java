package io.openbell.core.api;

import java.util.List;

/**
 * One page of a list.
 *
 * @param totalCount how many there are over all pages
 */
public record Listing<T>(long totalCount, List<T> list) {}
