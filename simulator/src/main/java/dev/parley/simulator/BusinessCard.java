package dev.parley.simulator;

/// What a business says of itself. Any of it may be empty.
public record BusinessCard(String description, String address, String email, String website, String category) {}
