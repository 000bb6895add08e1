stage  = "prod"
bus    = "orders"
limits = { page = 500 }
