"""Who a campaign goes to, who is left out and why: counted, shown, frozen."""
