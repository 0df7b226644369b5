"""Certificates for tenants: filled from the contract, issued as PDF, published and filed."""
