"""What an organisation says of itself in its own folder, read and checked: its words, forms, screens, skills, outcomes,
rulings and what its reports ask. Here nothing is loaded, coded or counted.
"""
